/** Offline proofs by C2SP tlog-proof: leaf index, inclusion path and checkpoint in one text, checked without the log. */
import { openCheckpoint, type Checkpoint } from './checkpoint.js';
import { HASH_BYTES, leafHash, verifyInclusion, type Hash } from './merkle.js';
import type { Verifier } from './signed-note.js';
import { fromBase64, fromDecimal } from './strict-text.js';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** No path is longer than a tree of 2^63 leaves is high. */
const MAX_PATH = 63;

export interface TlogProof {
  readonly index: bigint;
  readonly path: readonly Hash[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

export class ProofRefused extends Error {
  constructor(why: string) {
    super(`the proof is refused: ${why}`);
    this.name = 'ProofRefused';
  }
}

export function formatTlogProof({ index, path, checkpoint }: TlogProof): string {
  const lines = [HEADER, `index ${index}`, ...path.map((hash) => hash.toString('base64')), '', checkpoint];
  return lines.join('\n');
}

/**
 * Reads a proof without believing it; throws {@link ProofRefused} when it is malformed. Proofs with an `extra` line are
 * refused: ours never carry one, and what it says would be authenticated by nothing.
 */
export function parseTlogProof(text: string): TlogProof {
  const cut = text.indexOf('\n\n');
  if (cut < 0) throw new ProofRefused('no empty line divides the path and the checkpoint');
  const [header, indexLine, ...pathLines] = text.slice(0, cut).split('\n');
  if (header !== HEADER) throw new ProofRefused(`its first line is not ${HEADER}`);
  const index = indexLine?.startsWith('index ') ? fromDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) throw new ProofRefused('its second line does not name the index');
  if (pathLines.length > MAX_PATH) throw new ProofRefused('its path is longer than any tree is high');
  const path = pathLines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) throw new ProofRefused('a line of its path is not a SHA-256 hash in base64');
    return hash;
  });
  return { index, path, checkpoint: text.slice(cut + 2) };
}

/**
 * Checks that exactly these bytes are the leaf that the proof speaks of, in the tree of a checkpoint signed by a known
 * key. Gives index and checkpoint; throws ProofRefused, NoteRefused or CheckpointRefused otherwise.
 */
export function verifyTlogProof(
  text: string,
  leafBytes: Uint8Array,
  known: readonly Verifier[],
  origin: string,
): { index: bigint; checkpoint: Checkpoint } {
  const proof = parseTlogProof(text);
  const checkpoint = openCheckpoint(proof.checkpoint, known, origin);
  if (!verifyInclusion(leafHash(leafBytes), proof.index, checkpoint.size, proof.path, checkpoint.root))
    throw new ProofRefused(`the bytes are not leaf ${proof.index} of the tree of ${checkpoint.size} leaves`);
  return { index: proof.index, checkpoint };
}
