import { InvalidInput } from '../platform/errors.js';
import { readExif, type PhotoExif } from './photo-exif.js';

/** Formats a camera or phone gives. SVG and the like are programs, not photos. */
const FORMATS = ['jpeg', 'png', 'webp'];
/** Against pictures that are small on the wire and huge in memory. */
const MAX_PIXELS = 50_000_000;

/** How large a picture may be when it is kept: sides in pixels, bytes, and the qualities tried until it fits. */
export interface PhotoSize {
  width: number;
  height: number;
  maxBytes: number;
  qualities: readonly number[];
}

export interface SanitisedPhoto {
  data: Buffer;
  width: number;
  height: number;
  /** What the picture told of itself before it was stripped. */
  exif: PhotoExif;
}

/**
 * A picture as it may be kept: upright, re-encoded as WebP, without EXIF and the place in it.
 * @throws InvalidInput when it is no photo, is cut off, or is larger than 50 megapixels
 */
export async function sanitisedPhoto(bytes: Uint8Array, size: PhotoSize): Promise<SanitisedPhoto> {
  const { width, height, maxBytes, qualities } = size;
  try {
    // The one native library of its size that we have: processes that never see a photo do not hold it.
    const { default: sharp } = await import('sharp');
    const given = { limitInputPixels: MAX_PIXELS, failOn: 'error' } as const;
    const { format, exif } = await sharp(bytes, given).metadata();
    if (!FORMATS.includes(format)) throw new Error(format);
    // Upright first: the turn is written in the EXIF that does not survive.
    const upright = sharp(bytes, given).rotate().resize({ width, height, fit: 'inside', withoutEnlargement: true });
    for (const quality of qualities) {
      const { data, info } = await upright.clone().webp({ quality }).toBuffer({ resolveWithObject: true });
      if (data.length <= maxBytes || quality === qualities.at(-1))
        return { data, width: info.width, height: info.height, exif: exif === undefined ? {} : readExif(exif) };
    }
    throw new Error('unreachable');
  } catch {
    throw new InvalidInput([
      {
        path: 'photo',
        message: {
          zh: '应为 JPEG、PNG 或 WebP 照片，不超过 5000 万像素，且文件完整',
          en: 'must be a whole JPEG, PNG or WebP photo of at most 50 megapixels',
        },
      },
    ]);
  }
}
