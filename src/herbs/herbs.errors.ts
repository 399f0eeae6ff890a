import { InvalidInput, NotFound } from '../platform/errors.js';

/** A herb code the reference data does not have. */
export class UnknownHerb extends NotFound {
  override readonly code = 'herbs/unknown';
  constructor(readonly herb: string) {
    super({ zh: '药材', en: 'herb' }, herb);
  }
}

/** A reference file the product does not have. */
export class UnknownReference extends NotFound {
  override readonly code = 'herbs/unknown-reference';
  constructor(readonly file: string) {
    super({ zh: '参考数据', en: 'reference file' }, file);
  }
}

/** A new version of a reference file that cannot be put in force. */
export class ReferenceRefused extends InvalidInput {
  override readonly code: string = 'herbs/reference-refused';
  constructor(file: string, path: string, why?: string) {
    super([
      {
        path,
        message: {
          zh: why === undefined ? `与现行的 ${file} 结构不同` : `不能作为 ${file} 加载：${why}`,
          en: why === undefined ? `is not of the shape of ${file} in force` : `cannot be loaded as ${file}: ${why}`,
        },
      },
    ]);
  }
}
