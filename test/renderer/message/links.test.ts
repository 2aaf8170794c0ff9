/** Where links in a model's output may lead. */
import { expect, test } from 'vitest';
import { safeUrl } from '../../../renderer/message/markdown/safe-url.ts';

test.each([
  ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
  ['http://127.0.0.1:9', 'http://127.0.0.1:9/'],
  ['mailto:ada@example.com', 'mailto:ada@example.com'],
  ['HTTPS://EXAMPLE.COM', 'https://example.com/'],
  ['javascript:alert(1)', null],
  ['JaVaScRiPt:alert(1)', null],
  [' java\nscript:alert(1)', null],
  ['data:text/html,hi', null],
  ['file:///etc/passwd', null],
  ['hearth://window/', null],
  ['blob:https://example.com/x', null],
  ['/port', null],
  ['//example.com', null],
  ['#here', null],
  ['', null],
])('%s', (url, href) => {
  expect(safeUrl(url)).toBe(href);
});
