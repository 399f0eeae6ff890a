/** What the pack is and how it is checked, for whoever finds it on a disk in ten years. */
export function packReadme(title: string): string {
  return `证据包 Evidence pack：${title}

facts/       记录的原始字节，每条一个文件（RFC 8785）。The exact bytes of each fact.
proofs/      每条记录在账本中的证明（C2SP tlog-proof）。The proof that it stands in the log.
sealed/      您有权查看的密封内容及其盐。Sealed values you may see, with their salts.
files/       检验报告原件与照片，文件名即 SHA-256。Reports and photos, named by their SHA-256.
checkpoint.txt, key.txt   账本检查点及公钥（C2SP signed note）。The signed checkpoint and its key.
facts.csv    可在表格软件中排序的清单。A sheet to sort.
evidence.pdf 便于阅读的清单。A list to read.
manifest.json 每个文件的长度与 SHA-256。Length and hash of every file.
verify.html  用浏览器打开，选择本压缩包，无需联网即可核验。Open in a browser, choose this ZIP; needs no network.

证据是 facts/ 与 proofs/；facts.csv 与 evidence.pdf 仅供阅读。核验前请从平台的 /ledger/key 另行取得公钥，与 key.txt 对照。
The evidence is facts/ and proofs/; the sheet and the PDF are for reading only. Compare key.txt with the key that the platform
publishes at /ledger/key.
`;
}
