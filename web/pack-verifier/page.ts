import { verifyPack, type PackVerdict, type ShownFact } from './verify-pack.js';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

let shown: ShownFact[] = [];

element<HTMLInputElement>('pack').addEventListener('change', (event) => {
  const file = (event.target as HTMLInputElement).files?.[0];
  if (file !== undefined) void read(file);
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (file !== undefined) void read(file);
});
for (const head of document.querySelectorAll<HTMLElement>('th[data-key] button'))
  head.addEventListener('click', () => sortBy(head.closest('th')!.dataset['key'] as keyof ShownFact));

async function read(file: File): Promise<void> {
  element('verdict').textContent = '正在核验…… Checking…';
  const expected = element<HTMLInputElement>('expected').value.trim();
  const bytes = new Uint8Array(await file.arrayBuffer());
  show(verifyPack(bytes, expected === '' ? undefined : expected), expected !== '');
}

function show(verdict: PackVerdict, keyKnown: boolean): void {
  const whole = verdict.faults.length === 0;
  const { facts, opened, files, treeSize } = verdict;
  element('result').dataset['state'] = whole ? 'whole' : 'broken';
  element('verdict').textContent = whole
    ? '完整且属实 Whole and true'
    : '被改动或不完整，不可采信 Changed or incomplete: do not rely on it';
  element('summary').textContent = whole
    ? `${facts.length} 条记录、${files} 个原件、${opened} 项密封内容，均与 ${treeSize} 条的账本相符。` +
      (keyKnown ? '公钥与所给相同。' : '请把下面的公钥与平台 /ledger/key 公布的核对。')
    : '';
  element('key').textContent = verdict.key;
  element('faults').replaceChildren(...verdict.faults.slice(0, 100).map((text) => line('li', text)));
  shown = facts;
  sortBy('occurredAt');
  element('result').hidden = false;
}

function sortBy(key: keyof ShownFact): void {
  const number = key === 'leaf';
  const sorted = [...shown].sort((a, b) =>
    number ? Number(BigInt(a.leaf) - BigInt(b.leaf)) : a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0,
  );
  element('facts').replaceChildren(
    ...sorted.map((fact) => {
      const row = document.createElement('tr');
      row.append(...[fact.occurredAt, fact.type, fact.recordedAt, fact.leaf, fact.id].map((text) => line('td', text)));
      return row;
    }),
  );
}

function line(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
