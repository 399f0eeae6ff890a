import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { unzipSync } from 'fflate';
import { packZip } from '../../src/exchange/evidence-pack/pack-zip.js';
import { bytesOf, hex, isLeaf, logKey, openCheckpoint, readProof, Refused, utf8 } from './log-proof.js';

/** A fact as the page lists it. */
export interface ShownFact {
  id: string;
  type: string;
  occurredAt: string;
  recordedAt: string;
  leaf: string;
}

export interface PackVerdict {
  /** Everything that does not fit; empty when the pack is whole and true. */
  faults: string[];
  facts: ShownFact[];
  /** Sealed values that were opened and fit their commitments. */
  opened: number;
  /** Files (reports, photos) whose hash some fact names. */
  files: number;
  /** The verifier key of the log, to be compared with the one the platform publishes. */
  key: string;
  /** Leaves of the tree when the pack was made. */
  treeSize: string;
}

/** What is in every pack besides its facts, proofs, sealed values and files. */
const FIXED = ['README.txt', 'checkpoint.txt', 'evidence.pdf', 'facts.csv', 'key.txt', 'verify.html'];

/**
 * Checks a whole pack from its bytes and nothing else: that not one byte of it changed since it was made, and that every
 * fact in it is a leaf of the log whose key is given. `expectedKey`: the key from another source, if there is one.
 */
export function verifyPack(bytes: Uint8Array, expectedKey?: string): PackVerdict {
  const verdict: PackVerdict = { faults: [], facts: [], opened: 0, files: 0, key: '', treeSize: '' };
  const check = (what: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      verdict.faults.push(`${what}：${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const files = new Map<string, Uint8Array>();
  check('压缩包 archive', () => {
    for (const [name, content] of Object.entries(unzipSync(bytes))) files.set(name, content);
    const again = packZip([...files].map(([name, content]) => ({ name, bytes: content })));
    if (!same(again, bytes)) throw new Refused('字节被改动 its bytes were changed');
  });
  if (files.size === 0) {
    if (verdict.faults.length === 0) verdict.faults.push('压缩包是空的 the archive is empty');
    return verdict;
  }
  check('manifest.json', () => checkManifest(files));
  check('checkpoint.txt', () => {
    verdict.key = textOf(files, 'key.txt').trim();
    if (expectedKey !== undefined && expectedKey.trim() !== verdict.key)
      throw new Refused('公钥不是平台公布的那一把 the key is not the one the platform publishes');
    const key = logKey(verdict.key);
    const note = textOf(files, 'checkpoint.txt');
    const tree = openCheckpoint(note, key);
    verdict.treeSize = tree.size.toString();
    for (const [name, content] of files)
      if (name.startsWith('facts/')) check(name, () => checkFact(files, name, content, { note, tree }, verdict));
  });
  for (const [name, content] of files) {
    if (name.startsWith('sealed/')) check(name, () => (verdict.opened += checkSealed(files, name, content)));
    if (name.startsWith('files/')) check(name, () => (verdict.files += checkFile(files, name, content)));
  }
  if (verdict.facts.length === 0 && verdict.faults.length === 0) verdict.faults.push('没有任何记录 it holds no facts');
  return verdict;
}

function checkManifest(files: ReadonlyMap<string, Uint8Array>): void {
  const text = textOf(files, 'manifest.json');
  const listed = [...files.keys()].filter((name) => name !== 'manifest.json').sort();
  const made = listed.map((name) => {
    const content = files.get(name)!;
    return { name, bytes: content.length, sha256: hex(sha256(content)) };
  });
  if (text === `${JSON.stringify(made, null, 1)}\n`) {
    const stray = listed.find((name) => !FIXED.includes(name) && !/^(facts|proofs|sealed|files)\//.test(name));
    if (stray !== undefined) throw new Refused(`多出文件 a file too many: ${stray}`);
    return;
  }
  const said = JSON.parse(text) as { name: string; sha256: string }[];
  const wrong = made.find(({ name, sha256: is }) => said.find((one) => one.name === name)?.sha256 !== is);
  const gone = said.find(({ name }) => !files.has(name));
  throw new Refused(`与文件不符 does not fit the files: ${(wrong ?? gone)?.name ?? 'manifest.json'}`);
}

function checkFact(
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
  content: Uint8Array,
  { note, tree }: { note: string; tree: { size: bigint; root: Uint8Array } },
  verdict: PackVerdict,
): void {
  const id = idOf(name);
  const proof = readProof(textOf(files, `proofs/${id}.tlog-proof`));
  if (proof.note !== note) throw new Refused('证明不是同一个检查点的 its proof is of another checkpoint');
  if (!isLeaf(content, proof, tree))
    throw new Refused('不是账本中的那条记录 these are not the bytes of the leaf in the log');
  const fact = JSON.parse(new TextDecoder().decode(content)) as ShownFact;
  if (fact.id !== id) throw new Refused('文件名与编号不符 its name is not its id');
  const { type, occurredAt, recordedAt } = fact;
  verdict.facts.push({ id, type, occurredAt, recordedAt, leaf: proof.index.toString() });
}

/** HMAC-SHA256(salt, RFC 8785 of {factId, name, value}); `value` stands as canonical text. @returns how many fit */
function checkSealed(files: ReadonlyMap<string, Uint8Array>, name: string, content: Uint8Array): number {
  const id = idOf(name);
  const fact = JSON.parse(textOf(files, `facts/${id}.json`)) as { sealed: Record<string, string> };
  const opened = JSON.parse(new TextDecoder().decode(content)) as { name: string; canonical: string; salt: string }[];
  for (const one of opened) {
    const said = `{"factId":${JSON.stringify(id)},"name":${JSON.stringify(one.name)},"value":${one.canonical}}`;
    if (hex(hmac(sha256, bytesOf(one.salt), utf8(said))) !== fact.sealed[one.name])
      throw new Refused(`“${one.name}”与承诺不符 does not fit its commitment`);
  }
  return opened.length;
}

function checkFile(files: ReadonlyMap<string, Uint8Array>, name: string, content: Uint8Array): number {
  const hash = idOf(name);
  if (hex(sha256(content)) !== hash) throw new Refused('内容与文件名中的摘要不符 it is not what its name says');
  const named = [...files].some(
    ([fact, bytes]) => fact.startsWith('facts/') && new TextDecoder().decode(bytes).includes(hash),
  );
  if (!named) throw new Refused('没有记录提到它 no fact names it');
  return 1;
}

const idOf = (name: string): string => name.replace(/^.*\//, '').replace(/\..*$/, '');

function textOf(files: ReadonlyMap<string, Uint8Array>, name: string): string {
  const content = files.get(name);
  if (content === undefined) throw new Refused(`缺少 missing: ${name}`);
  return new TextDecoder('utf-8', { fatal: true }).decode(content);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
