import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Recorded } from './recorded.js';

/** Unwraps a Recorded answer: 200 when it was given before; else the route's own code (201, or 202 for jobs). */
@Injectable()
export class RecordedInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((result: unknown) => {
        if (!(result instanceof Recorded)) return result;
        if (result.replayed) context.switchToHttp().getResponse<FastifyReply>().status(200);
        return result.answer as object;
      }),
    );
  }
}
