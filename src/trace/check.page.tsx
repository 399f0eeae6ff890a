import { renderPublicPage, type PageLanguage } from '../platform/html/public-page.js';

const WORDS = {
  zh: {
    title: '自己核验',
    why: '每条记录都写入一棵只能追加的哈希树（RFC 6962），树根由日志签名（C2SP checkpoint，Ed25519）。不必相信我们，任何人都可以这样核验：',
    steps: [
      ['下载记录原文', '原文的每一个字节都参与计算。'],
      ['下载核验证明', '证明里有日志序号、路径上的哈希和签名。'],
      ['取得日志公钥', '最好从别人那里再取一次，比较是否相同。'],
      [
        '计算',
        '叶哈希 = SHA-256(00 ‖ 原文)。按证明逐层计算 SHA-256(01 ‖ 左 ‖ 右)，得到树根；与签名中的树根比较，再用公钥验证签名。',
      ],
    ],
    tools: '支持 C2SP tlog-proof 的工具都可以完成最后一步。只用命令行的话，叶哈希可以这样算：',
    number: '请从产品页面的“数据防篡改校验”进入，这里会带上该批次的记录编号。',
  },
  en: {
    title: 'Check it yourself',
    why: 'Every record is a leaf of a hash tree that only grows (RFC 6962); its root is signed by the log (C2SP checkpoint, Ed25519). You need not trust us. This is how anybody checks:',
    steps: [
      ['Download the exact record', 'Every byte of it counts.'],
      ['Download its proof', 'It holds the entry number, the hashes on the path, and the signature.'],
      ['Get the public key of the log', 'Best get it from somebody else as well, and compare.'],
      [
        'Compute',
        'Leaf hash = SHA-256(00 ‖ record). Follow the proof with SHA-256(01 ‖ left ‖ right) up to the root, compare it with the signed one, and verify the signature with the key.',
      ],
    ],
    tools: 'Any tool for C2SP tlog-proof does the last step. With a shell alone, the leaf hash is:',
    number: 'Come here from the section about tampering on the page of a batch, and the links lead to its record.',
  },
} as const;

/** How to check a record; with the links of one record when its id is given. */
export function checkPage(language: PageLanguage, fact: string | undefined): string {
  const w = WORDS[language];
  const links = [fact && `/ledger/facts/${fact}`, fact && `/ledger/proofs/${fact}`, '/ledger/key', undefined];
  const path = fact ? `/check?fact=${fact}` : '/check';
  return renderPublicPage({
    language,
    title: w.title,
    otherLanguage: language === 'zh' ? `${path}${fact ? '&' : '?'}lang=en` : path,
    children: (
      <section>
        <h1>{w.title}</h1>
        <p>{w.why}</p>
        <ol>
          {w.steps.map(([what, how], index) => (
            <li key={what}>
              {links[index] ? <a href={links[index]}>{what}</a> : <strong>{what}</strong>} {how}
            </li>
          ))}
        </ol>
        <p>{w.tools}</p>
        <p class="code">{`(printf '\\000'; cat ${fact ?? 'FACT'}) | sha256sum`}</p>
        {!fact && <p class="small">{w.number}</p>}
      </section>
    ),
  });
}
