import type { LoggerService } from '@nestjs/common';
import { pino, type Level, type LevelWithSilent, type Logger } from 'pino';

/** Nest's logger on pino: one JSON line per event on stderr (stdout belongs to the person who started us). */
export class NestLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(level: LevelWithSilent) {
    this.pino = pino({ level, base: null, redact: ['password', 'authorization', 'cookie'] }, pino.destination(2));
  }

  log(message: unknown, ...rest: unknown[]): void {
    // Nest tells about every route and module at start; that is detail.
    const context = rest.at(-1);
    const detail = typeof context === 'string' && /^(Instance|Router|Routes|Nest|Injector)/.test(context);
    this.write(detail ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const more = rest.slice(0, -1).filter((part) => part !== undefined);
    this.pino[level](
      { ...(typeof context === 'string' ? { context } : {}), ...(more.length ? { more } : {}) },
      String(message),
    );
  }
}
