import type { ClimateTold } from './climate/climate.facts.js';

/** The open parts of this room's facts, by type. Places and balances are the organisation's own affair (party). */
export type StorageFacts = {
  'storage.facility-registered': { facility: string; name: string; divisionCode: string };
  'storage.zone-registered': {
    zone: string;
    facility: string;
    name: string;
    kind: string;
    celsius?: { min?: string; max?: string };
    humidity?: { min?: string; max?: string };
  };
  'storage.location-registered': { location: string; zone: string; code: string };
  /** Put away (to), moved (from and to), taken out (from). */
  'storage.stock-moved': {
    move: string;
    at: string;
    placings: { lot: string; grams: number; from?: string; to?: string }[];
    reason?: string;
  };
  /** `inputs` are grams that lots lost, `outputs` grams that they gained. */
  'storage.stock-taken': {
    take: string;
    location: string;
    version: number;
    countedAt: string;
    lines: { lot: string; booked: number; counted: number; outcome: string; reason?: string }[];
    inputs: { lot: string; grams: number }[];
    outputs: { lot: string; grams: number }[];
  };
  /** 养护: what was seen, and what the climate was since the last check. Public. */
  'storage.checked': {
    check: string;
    zone: string;
    at: string;
    method: string;
    lots: { lot: string; signs: string[]; action?: string }[];
    nextDueOn?: string;
    climate?: ClimateTold;
  };
  /** Public. */
  'storage.fumigated': {
    fumigation: string;
    zone: string;
    agent: string;
    dose?: string;
    reason: string;
    startedAt: string;
    endedAt: string;
    lots: string[];
    rules: string[];
  };
  'storage.lot-dated': { dating: string; lot: string; expiresOn?: string; retestOn?: string; basis: string };
  /** Something wants doing; told once for each thing and day. */
  'storage.action-due': { notice: string; kind: string; subject: string; dueOn: string };
};
