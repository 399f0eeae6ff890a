import { InvalidInput, type FieldFault } from '../platform/errors.js';

/** Mainland mobile number, with or without 86 and with gaps people type. */
const MOBILE = /(?<![\dA-Za-z])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![\dA-Za-z])/;
/** GB 11643: division, a real-looking birthday, serial, check character. */
const IDENTITY =
  /(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/;

/**
 * Refuses a public fact whose open part holds a mobile or identity number: what is open is open for ever, to anyone,
 * and cannot be erased (PIPL art. 47 would ask for it). Whoever typed it is told where, and can put it elsewhere.
 * @throws InvalidInput naming every place
 */
export function refusePersonalNumbers(open: unknown): void {
  const faults = [...places(open, '')];
  if (faults.length > 0) throw new InvalidInput(faults);
}

function* places(value: unknown, path: string): Generator<FieldFault> {
  if (typeof value === 'string') {
    if (!MOBILE.test(value) && !IDENTITY.test(value)) return;
    const message = {
      zh: '含有手机号或身份证号；此处内容将永久公开，请删去',
      en: 'holds a phone or identity number; this text is public for ever, leave it out',
    };
    yield { path, message };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* places(item, path === '' ? key : `${path}.${key}`);
  }
}
