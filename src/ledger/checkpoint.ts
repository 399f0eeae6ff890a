/** Checkpoints by C2SP tlog-checkpoint: what the log says about itself, signed. */
import { HASH_BYTES, type Hash } from './merkle.js';
import { isKeyName, openNote, signNote, type Signer, type Verifier } from './signed-note.js';
import { fromBase64, fromDecimal } from './strict-text.js';

/** A promise: "the log named origin has `size` leaves, and this is the root over them". */
export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Hash;
}

export class CheckpointRefused extends Error {
  constructor(why: string) {
    super(`the checkpoint is refused: ${why}`);
    this.name = 'CheckpointRefused';
  }
}

/** The text that is signed: origin, size in decimal, root in base64, each on its own line. No extension lines. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new CheckpointRefused(`"${origin}" cannot be an origin`);
  if (root.length !== HASH_BYTES || size < 0n) throw new CheckpointRefused('its size or root is impossible');
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  return signNote(checkpointText(checkpoint), signer);
}

/**
 * Opens a checkpoint signed by one of the known keys, and of this origin.
 * Throws NoteRefused or {@link CheckpointRefused}. Extension lines of others are allowed and passed over.
 */
export function openCheckpoint(note: string, known: readonly Verifier[], origin: string): Checkpoint {
  const checkpoint = parseCheckpointText(openNote(note, known));
  if (checkpoint.origin !== origin) throw new CheckpointRefused(`it is of ${checkpoint.origin}, not of ${origin}`);
  return checkpoint;
}

function parseCheckpointText(text: string): Checkpoint {
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  const size = fromDecimal(sizeText ?? '');
  const root = fromBase64(rootText ?? '');
  if (!origin || size === undefined || root?.length !== HASH_BYTES || extensions.includes(''))
    throw new CheckpointRefused('its text is not origin, size and root');
  return { origin, size, root };
}
