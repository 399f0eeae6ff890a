import { renderPublicPage, type PageLanguage } from '../../platform/html/public-page.js';
import { COMPLAINT_KINDS, type ComplaintKind } from './complaints.service.js';

const WORDS = {
  zh: {
    title: '投诉举报',
    about: '关于批号',
    kind: '什么问题',
    kinds: {
      'label-copied': '怀疑标签是复制的',
      'does-not-match': '实物与页面信息不符',
      quality: '质量问题（霉变、虫蛀、异味等）',
      reaction: '使用后出现不适',
      other: '其他',
    },
    said: '请说明情况（在哪里买的、看到了什么）',
    contact: '联系方式（可不填；只有监管部门能看到）',
    send: '提交',
    missing: '请选择问题类型，并写明情况（不超过 2000 字；联系方式不超过 100 字）。',
    who: '内容会交给该批次的生产企业和所在地监管部门。请不要填写他人的个人信息。紧急情况请直接拨打 12315；用药不适请及时就医。',
    doneTitle: '已收到您的投诉',
    done: '感谢您的反映。请保留包装和购货凭证，以便核查。受理编号：',
  },
  en: {
    title: 'Complaint',
    about: 'About batch',
    kind: 'What is wrong',
    kinds: {
      'label-copied': 'The label looks copied',
      'does-not-match': 'The goods differ from this page',
      quality: 'Quality (mould, insects, smell …)',
      reaction: 'I felt unwell after using it',
      other: 'Something else',
    },
    said: 'Please describe it (where bought, what you saw)',
    contact: 'How to reach you (optional; seen by the regulator only)',
    send: 'Send',
    missing: 'Please choose what is wrong and describe it (at most 2,000 characters; contact at most 100).',
    who: 'It goes to the maker of the batch and to the regulator of its region. Please give no personal data of others. In an emergency call 12315; if you feel unwell, see a doctor.',
    doneTitle: 'Your complaint was received',
    done: 'Thank you. Please keep the package and the receipt. Its number: ',
  },
} as const;

/** What was typed, kept when something is missing. */
export interface Typed {
  id: string;
  batch: string;
  kind: ComplaintKind | undefined;
  said: string;
  contact: string;
}

/** The form; works without any script. `faulty` says above it what is missing. */
export function complaintForm(language: PageLanguage, number: string, typed: Typed, faulty: boolean): string {
  const w = WORDS[language];
  return page(language, w.title, `/complaints/new?batch=${typed.batch}`, [
    <section key="form">
      <h1>{w.title}</h1>
      <p>{`${w.about} ${number}`}</p>
      {faulty && (
        <p class="warn" role="alert">
          {w.missing}
        </p>
      )}
      <form action="/complaints" method="post">
        <input type="hidden" name="id" value={typed.id} />
        <input type="hidden" name="batch" value={typed.batch} />
        <input type="hidden" name="lang" value={language} />
        <label for="kind">{w.kind}</label>
        <select id="kind" name="kind" required>
          <option value="">—</option>
          {COMPLAINT_KINDS.map((kind) => (
            <option key={kind} value={kind} selected={kind === typed.kind}>
              {w.kinds[kind]}
            </option>
          ))}
        </select>
        <label for="said">{w.said}</label>
        <textarea id="said" name="said" rows={6} maxLength={2000} required>
          {typed.said}
        </textarea>
        <label for="contact">{w.contact}</label>
        <input id="contact" name="contact" maxLength={100} autocomplete="tel" value={typed.contact} />
        <button type="submit">{w.send}</button>
      </form>
      <p class="small">{w.who}</p>
    </section>,
  ]);
}

export function complaintDone(language: PageLanguage, id: string): string {
  const w = WORDS[language];
  return page(language, w.doneTitle, '/', [
    <section key="done" class="verdict good">
      <h1>{w.doneTitle}</h1>
      <p>
        {w.done}
        <span class="code">{id}</span>
      </p>
    </section>,
  ]);
}

function page(language: PageLanguage, title: string, path: string, children: preact.ComponentChildren): string {
  const join = path.includes('?') ? '&' : '?';
  const otherLanguage = language === 'zh' ? `${path}${join}lang=en` : path;
  return renderPublicPage({ language, title, otherLanguage, children });
}
