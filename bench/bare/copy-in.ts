import type pg from 'pg';

/** What the driver lends whoever speaks the protocol by himself. */
interface Wire {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** COPY … FROM STDIN over the plain driver: the fastest way to bring rows into PostgreSQL. */
export function copyIn(client: pg.PoolClient, text: string, chunks: Iterable<Buffer>): Promise<void> {
  return new Promise((done, fail) => {
    const nothing = (): void => undefined;
    const copy = {
      submit: (wire: Wire) => wire.query(text),
      handleCopyInResponse(wire: Wire) {
        for (const chunk of chunks) wire.sendCopyFromChunk(chunk);
        wire.endCopyFrom();
      },
      handleError: (error: Error) => fail(error),
      handleReadyForQuery: () => done(),
      ...{ handleCommandComplete: nothing, handleRowDescription: nothing, handleDataRow: nothing },
    };
    client.query(copy as unknown as pg.Submittable);
  });
}
