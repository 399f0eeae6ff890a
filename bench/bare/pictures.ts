// A thread that draws QR pictures and nothing else: the bare case of Q1.
import { parentPort } from 'node:worker_threads';
import encodeQR from 'qr';
import { codeUrl } from '../../src/codes/code-url.js';
import { qrPng } from '../../src/codes/qr-image.js';

parentPort?.on('message', ({ from, to }: { from: number; to: number }) => {
  const pictures: Uint8Array[] = [];
  for (let serial = from; serial < to; serial++) {
    const code = `A1DCFK77G2VES9MMJERWTTF${String(serial).padStart(5, '0')}`;
    const rows = encodeQR(codeUrl('https://trace.example.cn', code), 'raw', {
      ...{ ecc: 'medium', encoding: 'alphanumeric', border: 1 },
    });
    const size = rows.length - 2;
    const dark = new Uint8Array(size * size);
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) dark[y * size + x] = rows[y + 1]![x + 1] ? 1 : 0;
    pictures.push(qrPng({ size, dark }, 12));
  }
  parentPort?.postMessage(pictures);
});
parentPort?.postMessage('ready');
