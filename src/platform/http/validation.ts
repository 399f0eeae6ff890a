import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { MalformedInput, type Bilingual, type FieldFault } from '../errors.js';
import { constraintText } from './constraint-text.js';

/**
 * Bodies are refused, never trimmed: an unknown key is a fault (silently dropped evidence is worse than an error).
 * Every fault of the body is reported at once, with its path and value.
 */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeDefaultValues: true },
    validationError: { target: false, value: true },
    // Ours, by name: the framework would import the whole of both packages a second time when the first request comes.
    validatorPackage: { validate },
    transformerPackage: { plainToInstance, classToPlain: instanceToPlain },
    exceptionFactory: (errors) => new MalformedInput(errors.flatMap((error) => faultsOf(error, ''))),
  });
}

const SECRET = /password|token|secret/i;

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const path = parent ? `${parent}.${error.property}` : error.property;
  const message = oneText(error);
  const own = message && { path, ...(SECRET.test(path) ? {} : { value: shown(error.value) }), message };
  return [...(own ? [own] : []), ...(error.children ?? []).flatMap((child) => faultsOf(child, path))];
}

/**
 * One sentence for a field, however many of its constraints failed: a text that is no number is not also too small. What
 * is missing is said to be missing, with what was expected.
 */
function oneText({ constraints, value, property }: ValidationError): Bilingual | undefined {
  const [first] = Object.entries(constraints ?? {}).sort(([a], [b]) => rank(a) - rank(b));
  if (first === undefined) return undefined;
  const text = constraintText(first[0], first[1], property);
  return value === undefined && first[0] !== 'whitelistValidation'
    ? { zh: `必须填写：${text.zh}`, en: `is missing: ${text.en}` }
    : text;
}

/** The kind of value first, then whether there is anything, then how much of it. */
function rank(constraint: string): number {
  if (/^(whitelistValidation|unknownValue|isDefined)$/.test(constraint)) return 0;
  if (/^is(?!NotEmpty|Length)/.test(constraint)) return 1;
  if (/^nestedValidation$/.test(constraint)) return 2;
  return constraint === 'isNotEmpty' || constraint === 'arrayNotEmpty' ? 3 : 4;
}

/** Long values are cut: the caller knows what it sent, the answer only has to point at it. */
function shown(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}…` : value;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[array]' : '{object}';
  return value;
}
