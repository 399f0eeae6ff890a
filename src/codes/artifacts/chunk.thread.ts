import { parentPort } from 'node:worker_threads';
import { renderChunk, type ChunkOrder } from './render-chunk.js';

/** The program of a drawing thread: takes a chunk, gives its bytes, until it is ended. */
parentPort?.on('message', ({ id, order }: { id: number; order: ChunkOrder }) => {
  try {
    const chunks = renderChunk(order);
    parentPort?.postMessage({ id, chunks });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
