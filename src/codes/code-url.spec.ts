import { expect, it } from '@jest/globals';
import { codeOfScan, codeUrl } from './code-url.js';

it.each([
  ['what our own QR holds', codeUrl('https://trace.example.cn', 'AXXX'), 'AXXX'],
  ['an address in lower case with a query', 'http://10.0.0.2:4310/t/axxx?lang=en', 'axxx'],
  ['a code alone', 'AXXX-XXXX', 'AXXX-XXXX'],
  ['another address', 'https://trace.example.cn/other/AXXX', 'https://trace.example.cn/other/AXXX'],
])('reads the code from %s', (_, scanned, code) => expect(codeOfScan(scanned)).toBe(code));
