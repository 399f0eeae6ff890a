import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { FileStore } from './file-store.js';
import { LocalFileStore } from './local-file-store.js';
import { S3FileStore } from './s3-file-store.js';

/** Gives every room the one FileStore: produced files in `DATA_DIR/files`, or in the bucket that is configured. */
@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [Config],
      useFactory: async (config: Config): Promise<FileStore> => {
        const store = new LocalFileStore(join(config.dataDir, 'files'));
        if (config.role !== 'web') await store.sweep(Date.now());
        return config.s3 === undefined ? store : new S3FileStore(store, config.s3);
      },
    },
  ],
  exports: [FileStore],
})
export class StorageModule {}
