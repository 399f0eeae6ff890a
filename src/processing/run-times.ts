import type { FieldFault } from '../platform/errors.js';

interface Span {
  startedAt: string;
  endedAt: string;
  /** Readings of a probe. */
  curve?: readonly { at: string }[] | undefined;
}

/**
 * Whether the times of one record agree with each other: every step within the run, none ending before it begins, in
 * the order in which they began, and each reading of a curve within its step. A record that contradicts itself is not yet a record; steps may overlap.
 */
export function timeFaults(run: Span, steps: readonly Span[]): FieldFault[] {
  const found: FieldFault[] = [];
  const fault = (path: string, value: string, zh: string, en: string) =>
    found.push({ path, value, message: { zh, en } });
  const [runStart, runEnd] = [Date.parse(run.startedAt), Date.parse(run.endedAt)];
  if (runEnd < runStart) fault('endedAt', run.endedAt, '早于开始时间', 'is before the start');
  let before = -Infinity;
  steps.forEach((step, index) => {
    const [start, end] = [Date.parse(step.startedAt), Date.parse(step.endedAt)];
    const at = `steps.${index}`;
    if (end < start) fault(`${at}.endedAt`, step.endedAt, '早于本工序开始时间', 'is before the step began');
    if (start < runStart) fault(`${at}.startedAt`, step.startedAt, '早于加工开始时间', 'is before the run began');
    if (end > runEnd) fault(`${at}.endedAt`, step.endedAt, '晚于加工结束时间', 'is after the run ended');
    if (start < before)
      fault(`${at}.startedAt`, step.startedAt, '早于上一工序的开始时间', 'is before the step above began');
    before = start;
    let reading = start;
    step.curve?.forEach((point, number) => {
      const time = Date.parse(point.at);
      const path = `${at}.curve.${number}.at`;
      if (time < start || time > end)
        fault(path, point.at, '不在本工序的起止时间内', 'is outside the times of the step');
      else if (time < reading) fault(path, point.at, '早于上一个读数', 'is before the reading above');
      reading = time;
    });
  });
  return found;
}
