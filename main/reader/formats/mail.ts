/** Mails in files (RFC 5322 with MIME): headers, body, and the names of their attachments. */
import { readFile } from 'node:fs/promises';
import PostalMime, { type Address } from 'postal-mime';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { unreadable } from '../unreadable.ts';
import { writeHtml } from './html.ts';

const addressOf = (address: Address): string => {
  const name = address.name ?? '';
  if (address.group !== undefined) return `${name}: ${address.group.map(addressOf).join(', ')}`;
  return name === '' || name === address.address
    ? (address.address ?? '')
    : `${name} <${address.address ?? ''}>`;
};

/** Messages inside of messages are read up to this depth. */
const deepest = 4;

type Mail = Awaited<ReturnType<typeof PostalMime.parse>>;
type Attachment = Mail['attachments'][number];

const parse = (bytes: Uint8Array | ArrayBuffer): Promise<Mail> =>
  PostalMime.parse(bytes, { maxNestingDepth: 64, maxHeadersSize: 1024 ** 2 });

const isMessage = ({ mimeType }: Attachment): boolean => mimeType === 'message/rfc822';

const nameOf = ({ filename, mimeType }: Attachment): string => filename ?? mimeType;

export const readMail = async (source: Source): Promise<Extracted> => {
  const mail = await parse(await readFile(source.path));
  if (mail.from === undefined && mail.date === undefined && mail.subject === undefined)
    throw unreadable('documents.damaged', { name: source.name, format: 'EML' });
  const out = new WrittenText(source.text);
  const unread = await writeMail(mail, out, new MarkdownWriter(out), 1);
  out.endWith(1);
  return {
    kind: 'mail',
    text: out.text,
    places: out.places,
    pages: null,
    remarks: unread.length === 0 ? [] : [say('documents.attachments', { files: unread.join(', ') })],
    canRecognise: false,
  };
};

/** Writes a mail and the mails that are attached to it, and returns the names of the other attachments. */
const writeMail = async (
  mail: Mail,
  out: WrittenText,
  writer: MarkdownWriter,
  level: number,
): Promise<string[]> => {
  const inside = mail.attachments.filter((one) => isMessage(one) && level < deepest);
  const unread = mail.attachments.filter((one) => !inside.includes(one)).map(nameOf);
  const headers: [name: string, value: string | undefined][] = [
    ['From', mail.from && addressOf(mail.from)],
    ['To', mail.to?.map(addressOf).join(', ')],
    ['Cc', mail.cc?.map(addressOf).join(', ')],
    ['Date', mail.date],
    ['Attachments', mail.attachments.map(nameOf).join(', ')],
  ];
  writer.open(`h${level}`);
  writer.text(mail.subject ?? '');
  writer.close(`h${level}`);
  for (const [name, value] of headers)
    if (value) {
      writer.open('div');
      writer.text(`${name}: ${value}`);
      writer.close('div');
    }
  writer.end();
  const text = mail.text?.trim() ?? '';
  if (text !== '') {
    out.endWith(2);
    out.write(text);
  } else if (mail.html !== undefined) writeHtml(mail.html, writer);
  for (const { content } of inside) {
    out.endWith(2);
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    unread.push(...(await writeMail(await parse(bytes), out, new MarkdownWriter(out), level + 1)));
  }
  return unread;
};
