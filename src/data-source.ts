import 'reflect-metadata';
import { CreatePlatform1764000000100 } from '../migrations/1764000000100-create-platform.js';
import { CreateFindings1764000000400 } from '../migrations/1764000000400-create-findings.js';
import { CreateHerbs1764000000450 } from '../migrations/1764000000450-create-herbs.js';
import { HerbEntity } from './herbs/herb.entity.js';
import { ActConflictEntity, ActEntity } from './platform/acts/act.entity.js';
import { OutboxEntity } from './platform/outbox/outbox.entity.js';
import { FindingEntity } from './rules/finding.entity.js';

/** Every entity of every room. Up here because it must see them all. */
export const entities = [ActEntity, ActConflictEntity, OutboxEntity, HerbEntity, FindingEntity];

/** Every migration, oldest first. */
export const migrations = [CreatePlatform1764000000100, CreateFindings1764000000400, CreateHerbs1764000000450];
