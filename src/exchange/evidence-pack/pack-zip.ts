import { Zip, ZipPassThrough } from 'fflate';

/** A file of a pack. */
export interface PackFile {
  name: string;
  bytes: Uint8Array;
}

/** The same files make the same ZIP to the byte, whenever and by whomever: that is how a changed byte is seen anywhere in it. */
const NO_TIME = new Date(1980, 0, 1);

/** The ZIP of these files, in their order, stored and not packed, so that any program opens it. */
export function packZip(files: readonly PackFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for (const { name, bytes } of files) {
    const member = new ZipPassThrough(name);
    member.mtime = NO_TIME;
    zip.add(member);
    member.push(bytes, true);
  }
  zip.end();
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
