import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { HerbsService } from '../herbs/herbs.service.js';
import { OrganisationEntity } from '../identity/organisation.entity.js';
import type { Fact } from '../ledger/fact.js';
import { Ledger } from '../ledger/ledger.service.js';
import type { Tx } from '../platform/db/tx.js';
import { countGrowers, holdFacts, leafOf, lotAndAncestors } from './pages.queries.js';
import { FIELD_FACTS, fieldSubjects, organisationsOf, relevantFacts } from './relevant-facts.js';
import type { Company, HerbNames, StorySource } from './story.js';
import { textAt } from './told-fact.js';

/** Gathers what a batch's story is told from, in a transaction of the system role. Reads facts, never act rows. */
@Injectable()
export class StorySources {
  constructor(
    private readonly ledger: Ledger,
    private readonly herbs: HerbsService,
  ) {}

  async gather(tx: Tx, lot: string): Promise<StorySource> {
    const lots = new Set(await lotAndAncestors(tx, lot));
    const facts = await this.factsOf(tx, lot, lots);
    const made = facts.find(({ type, open }) => type === 'batches.batch-made' && open['lot'] === lot);
    return {
      lot,
      lots,
      facts,
      companies: await companies(
        tx,
        organisationsOf(facts).filter((id) => id !== NOBODY),
      ),
      herbs: await this.herbNames(facts),
      growers: (await countGrowers(tx, [...lots])) || (await this.growersNamed(tx, facts)),
      sealed: (made && (await leafOf(tx, made.id))) ?? null,
    };
  }

  /** In three steps: the lots' own facts; the fields their harvests name; the seed lots those fields were planted with. */
  private async factsOf(tx: Tx, lot: string, lots: ReadonlySet<string>): Promise<Fact[]> {
    const found = new Map<string, Fact>();
    const asked = new Set<string>(lots);
    const keep = (facts: Fact[]): void => facts.forEach((fact) => found.set(fact.id, fact));
    // A hold is told when it binds this batch, which only the marks know; what lies upstream may be held for others.
    keep((await this.ledger.factsAbout(tx, [...lots])).filter(({ type }) => !type.startsWith('lots.')));
    keep(await this.ledger.facts(tx, await holdFacts(tx, lot)));
    for (;;) {
      const further = fieldSubjects([...found.values()], lots).filter((id) => !asked.has(id));
      if (further.length === 0) break;
      further.forEach((id) => asked.add(id));
      keep(await this.ledger.factsAbout(tx, further, FIELD_FACTS));
    }
    const told = [...found.values()].map(withoutParties).filter(({ visibility }) => visibility === 'public');
    return relevantFacts(told, lot, lots) as Fact[];
  }

  private async herbNames(facts: readonly Fact[]): Promise<HerbNames[]> {
    const codes = new Set(facts.flatMap(({ open }) => textAt(open, 'herb') ?? []));
    const names: HerbNames[] = [];
    for (const herb of await this.herbs.herbs()) if (codes.has(herb.code)) names.push(herb);
    return names.map(({ code, nameZh, pinyin, latinName }) => ({ code, nameZh, pinyin, latinName }));
  }

  /** How many different growers the sealed parts of the harvests name. Only the number leaves this place: names are sealed. */
  private async growersNamed(tx: Tx, facts: readonly Fact[]): Promise<number> {
    const ids = facts
      .filter(({ type }) => type === 'planting.harvested' || type === 'planting.purchased')
      .map(({ id }) => id);
    if (ids.length === 0) return 0;
    const opened = await this.ledger.openedValues(tx, ids);
    const growers = opened.filter(({ name, value }) => (name === 'grower' || name === 'growers') && value !== null);
    const each = growers.flatMap(({ value }) => (Array.isArray(value) ? (value as unknown[]) : [value]));
    return new Set(each.map((value) => JSON.stringify(value))).size;
  }
}

/** Who recorded a hand-over, or any other fact that is told without a name. */
const NOBODY = '';

/**
 * A hand-over is a fact of its parties. That it was, and when, is told to everybody; between whom is not: the organisation is taken
 * off before the story sees it, and a teller names what it tells of the open part.
 */
function withoutParties(fact: Fact): Fact {
  const handOver = fact.type === 'custody.dispatched' || fact.type === 'custody.received';
  return handOver ? { ...fact, visibility: 'public', organisation: NOBODY } : fact;
}

async function companies(tx: Tx, ids: string[]): Promise<Company[]> {
  const found = await tx.findBy(OrganisationEntity, { id: In(ids) });
  return found
    .map(({ id, name, kind, creditCode, demonstration }) => ({ id, name, kind, creditCode, demonstration }))
    .sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}
