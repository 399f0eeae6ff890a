import { chineseDay } from '../../../platform/occurred-at.js';
import type { FindingDraft } from '../../../rules/finding.js';
import type { StorageTask } from '../storage-tasks.js';

/** A sensor that stands somewhere, as far as it can be due for something. */
export interface StandingSensor {
  id: string;
  serial: string;
  placement: { from: string } | null;
  calibrationDueOn: string | null;
  lastReadingAt: string | null;
  silent: boolean;
}

/** What a sensor is due for: its calibration before `soon`, and whatever makes it speak again. Chinese days. */
export function sensorDue(sensor: StandingSensor, { today, soon }: { today: string; soon: string }): StorageTask[] {
  const { id, serial, placement, calibrationDueOn, lastReadingAt, silent } = sensor;
  const tasks: StorageTask[] = [];
  if (calibrationDueOn !== null && calibrationDueOn <= soon)
    tasks.push({
      ...{ kind: 'calibration', subject: id, name: serial, dueOn: calibrationDueOn },
      overdue: today > calibrationDueOn,
    });
  const since = lastReadingAt ?? placement?.from;
  if (silent && since !== undefined)
    tasks.push({ kind: 'silence', subject: id, name: serial, dueOn: chineseDay(new Date(since)), overdue: true });
  return tasks;
}

/** a store that nobody measures, or measures with what nobody calibrated. On its last day a calibration still holds. */
export function sensorOverdue({ kind, name, dueOn }: StorageTask, today: string): FindingDraft[] {
  if (kind === 'silence')
    return [draft(`探头“${name}”自 ${dueOn} 起没有读数`, `sensor "${name}" has been silent since ${dueOn}`)];
  if (kind !== 'calibration' || today <= dueOn) return [];
  return [draft(`探头“${name}”校准有效期至 ${dueOn}，已过期`, `the calibration of sensor "${name}" ended on ${dueOn}`)];
}

function draft(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-30', level: 'warn', message: { zh, en } };
}
