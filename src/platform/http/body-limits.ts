const KIB = 1024;
const MIB = 1024 * KIB;

/** The largest bodies that are read, in bytes, by what they are. */
export const BODY_LIMITS = {
  /** A thousand acts of a bulk sync fit; photos have routes of their own. */
  json: 4 * MIB,
  /** Some thousand plots with their boundaries, or 200,000 readings of a logger. */
  table: 16 * MIB,
  /** What a phone takes. */
  photo: 12 * MIB,
  /** A complaint of 2,000 Chinese characters, as browsers encode them, with room to spare. */
  form: 64 * KIB,
  /** A little more than the largest original, so that the room itself can say what is too large. */
  pdf: 11 * MIB,
} as const;

/** The largest body of a content type, in bytes. */
export function bodyLimitOf(contentType: string | undefined): number {
  if (contentType?.startsWith('image/')) return BODY_LIMITS.photo;
  if (/^(text\/csv|application\/geo\+json)/.test(contentType ?? '')) return BODY_LIMITS.table;
  if (contentType?.startsWith('application/pdf')) return BODY_LIMITS.pdf;
  return contentType?.startsWith('application/x-www-form-urlencoded') ? BODY_LIMITS.form : BODY_LIMITS.json;
}

/** 4 MB, 64 KB: as people say it. */
export function sizeText(bytes: number): string {
  return bytes >= MIB ? `${bytes / MIB} MB` : `${bytes / KIB} KB`;
}
