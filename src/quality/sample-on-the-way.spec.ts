import { describe, expect, it } from '@jest/globals';
import { sampleOnTheWay, type SampleJourney } from './sample-on-the-way.js';

const journey: SampleJourney = {
  ...{ takenGrams: 2000, receivedGrams: 2000, sealIntact: true },
  ...{ takenAt: new Date('2025-08-11T01:20:00Z'), receivedAt: new Date('2025-08-12T01:20:00Z') },
};

describe('R-21: the chain of custody of a sample', () => {
  it.each<[string, Partial<SampleJourney>, number]>([
    ['whole and sealed', {}, 0],
    ['with a broken seal', { sealIntact: false }, 1],
    ['1 % lighter', { receivedGrams: 1980 }, 0],
    ['a gram more than 1 % lighter', { receivedGrams: 1979 }, 1],
    ['1 % heavier', { receivedGrams: 2020 }, 0],
    ['a gram more than 1 % heavier', { receivedGrams: 2021 }, 1],
    ['in the very moment it was taken', { receivedAt: journey.takenAt }, 0],
    ['before it was taken', { receivedAt: new Date('2025-08-11T01:19:59Z') }, 1],
  ])('%s', (_, change, broken) => expect(sampleOnTheWay({ ...journey, ...change })).toHaveLength(broken));
});
