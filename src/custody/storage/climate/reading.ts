import type { Bilingual } from '../../../platform/errors.js';

/** What a sensor told at a time. Hundredths of ℃ and of percent of relative humidity; null: it did not say. */
export interface Reading {
  /** Milliseconds since 1970. */
  at: number;
  celsius: number | null;
  humidity: number | null;
}

/** As somebody sent it. Numbers or their decimal text. */
export interface SentReading {
  sensor?: unknown;
  at?: unknown;
  celsius?: unknown;
  humidity?: unknown;
}

/** No thermometer of a store or a vehicle tells less or more than this; whatever does is broken or mistyped. */
const CELSIUS = { min: -90, max: 150 };
const HUMIDITY = { min: 0, max: 100 };
const DECIMAL = /^[+-]?\d{1,6}(\.\d{1,9})?$/;
const TIME =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ]([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3})\d*)?)?\s?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;
const CHINA = '+08:00';

/** A reading out of its texts, or what is wrong with it. `earliest` and `latest` bound what may be told now. */
export function readReading(
  sent: SentReading,
  bounds: { earliest: number; latest: number },
): (Reading & { sensor: string }) | Bilingual {
  const { sensor } = sent;
  if (typeof sensor !== 'string' || sensor.trim() === '') return { zh: '缺少探头编号', en: 'names no sensor' };
  const at = timeOf(sent.at);
  if (at === undefined) return { zh: '时间无法识别', en: 'its time cannot be read' };
  if (at > bounds.latest) return { zh: '时间晚于现在', en: 'is later than now' };
  if (at < bounds.earliest) return { zh: '早于原始读数的保存期', en: 'is older than raw readings are kept' };
  const celsius = hundredths(sent.celsius, CELSIUS);
  const humidity = hundredths(sent.humidity, HUMIDITY);
  if (celsius === undefined) return { zh: '温度不是可能的数值', en: 'its temperature is no possible figure' };
  if (humidity === undefined) return { zh: '湿度不是可能的数值', en: 'its humidity is no possible figure' };
  if (celsius === null && humidity === null)
    return { zh: '温度、湿度都没有', en: 'has neither temperature nor humidity' };
  return { sensor: sensor.trim(), at, celsius, humidity };
}

/** Hundredths; null where nothing was said; undefined for what no such sensor can have measured. */
function hundredths(value: unknown, { min, max }: { min: number; max: number }): number | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  const number = typeof value === 'number' ? value : decimalOf(value);
  if (!Number.isFinite(number) || number < min || number > max) return undefined;
  return Math.round(number * 100);
}

function decimalOf(value: unknown): number {
  const text =
    typeof value === 'string'
      ? value
          .trim()
          .replace(/(℃|°C|%)$/u, '')
          .trim()
      : '';
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}

/** ISO 8601, or as loggers print it (2026-3-1 8:05, 2026/03/01 08:05:30); without a zone it is Chinese time. */
export function timeOf(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value.trim()) : null;
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '0', zone = CHINA] = parts;
  const two = (text: string | undefined) => text!.padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  const at = Date.parse(`${date}T${two(hour)}:${minute}:${second}.${fraction.padEnd(3, '0')}${zone}`);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at) || Number.isNaN(midnight)) return undefined;
  // Date.parse rolls 30 February over into March.
  return new Date(midnight).toISOString().slice(0, 10) === date ? at : undefined;
}
