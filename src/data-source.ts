import 'reflect-metadata';
import { CreatePlatform1764000000100 } from '../migrations/1764000000100-create-platform.js';
import { ActConflictEntity, ActEntity } from './platform/acts/act.entity.js';
import { OutboxEntity } from './platform/outbox/outbox.entity.js';

/** Every entity of every room. Up here because it must see them all. */
export const entities = [ActEntity, ActConflictEntity, OutboxEntity];

/** Every migration, oldest first. */
export const migrations = [CreatePlatform1764000000100];
