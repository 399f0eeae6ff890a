import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { MalformedInput, type FieldFault } from '../errors.js';
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
    exceptionFactory: (errors) => new MalformedInput(errors.flatMap((error) => faultsOf(error, ''))),
  });
}

const SECRET = /password|token|secret/i;

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const path = parent ? `${parent}.${error.property}` : error.property;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, english]) => ({
    path,
    ...(SECRET.test(path) ? {} : { value: shown(error.value) }),
    message: constraintText(constraint, english),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, path))];
}

/** Long values are cut: the caller knows what it sent, the answer only has to point at it. */
function shown(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return value.length > 200 ? `${value.slice(0, 200)}…` : value;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[array]' : '{object}';
  return value;
}
