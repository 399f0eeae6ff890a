// How TypeScript becomes JavaScript in tests: by jest, and by ts-loader.mjs.
export const swcOptions = {
  jsc: {
    parser: { syntax: 'typescript', tsx: true, decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
      react: { runtime: 'automatic', importSource: 'preact' },
    },
    target: 'es2022',
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};
