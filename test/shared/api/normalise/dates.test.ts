import { describe, expect, it } from 'vitest';
import { normalise } from '../../../../main/shared/api/normalise/normalise.ts';
import type { ApiConversation, ApiMessage } from '../../../../main/shared/api/request.ts';

const conversation = (messages: readonly ApiMessage[], description = ''): ApiConversation => ({
  messages,
  tools: {
    tools: [{ name: 'a', description, parameters: {} }],
    choice: 'auto',
    areParallel: true,
  },
  thinking: { on: null, effort: null, budget: null },
  templateVariables: {},
  continuesLast: false,
});

const settled = (system: string, user = 'Hi', description = '') => {
  const { conversation: made, told } = normalise(
    conversation(
      [
        { role: 'system', text: system },
        { role: 'user', text: user },
      ],
      description,
    ),
    new Set(['dates'] as const),
  );
  return {
    system: made.messages[0]?.text,
    user: made.messages[1]?.text,
    description: made.tools?.tools[0]?.description,
    told,
  };
};

describe('dates in a system prompt', () => {
  it.each([
    // OpenCode
    [
      "<env>\n  Working directory: /a\n  Today's date: Sun Nov 29 2026\n</env>",
      '<env>\n  Working directory: /a\n</env>',
      "Today's date: Sun Nov 29 2026",
    ],
    // Claude Code
    ["Be brief.\nToday's date is 2026-11-29.\nEnd.", 'Be brief.\nEnd.', "Today's date is 2026-11-29."],
    // Qwen Code and Gemini CLI
    [
      "You are an agent. Today's date is Sunday, November 29, 2026 (formatted according to the user's locale). Go on.",
      'You are an agent. Go on.',
      "Today's date is Sunday, November 29, 2026 (formatted according to the user's locale).",
    ],
    ['- Current date: 29 November 2026\n- b', '- b', 'Current date: 29 November 2026'],
    ['Today is Sunday, November 29th, 2026.', '', 'Today is Sunday, November 29th, 2026.'],
    ['The current date is 11/29/2026. x', 'x', 'The current date is 11/29/2026.'],
  ])('move to the end of the first message: %j', (text, left, moved) => {
    expect(settled(text)).toMatchObject({ system: left, user: `Hi\n\n${moved}` });
    expect(settled(text).told).toEqual([
      'moved the date from the system prompt to the end of the first message',
    ]);
  });

  it.each([
    ['Current date and time: 2026-11-29 14:03:22', 'Current date and time: 2026-11-29'],
    ['Current time: 2026-11-29T14:03:22.123Z', 'Current time: 2026-11-29'],
    ['Current time: 11/29/2026, 2:03:22 PM (Europe/Rome, UTC+1:00)', 'Current time: 11/29/2026'],
    [
      'The current date and time is Sun Nov 29 2026 14:03:22 GMT+0100 (Central European Standard Time).',
      'The current date and time is Sun Nov 29 2026.',
    ],
  ])('move without the time of day: %j', (text, moved) => {
    expect(settled(text)).toMatchObject({ system: '', user: `Hi\n\n${moved}` });
    expect(settled(text).told).toHaveLength(2);
  });

  it.each([
    ['Current time: 14:03:22. Go.', 'Current time: about 14:00. Go.'],
    ['Current time: 2:03 PM', 'Current time: about 2:00 PM'],
    ['Session of 2026-11-29T14:03:22.123Z, id 5', 'Session of 2026-11-29, id 5'],
    ['started 2026-11-29 14:03:22+01:00', 'started 2026-11-29'],
  ])('are rounded where they are: %j', (text, left) => {
    expect(settled(text)).toMatchObject({ system: left, user: 'Hi' });
    expect(settled(text).told).toEqual(['left times of day out of the system prompt']);
  });

  it.each([
    'Your knowledge ends on 2026-01-01.',
    'Files: 2026-11-29.log and report-2026-11-29.md',
    'The office opens at 09:00.',
    'The release is due on 2026-12-01 09:00.',
    'Say what today means to you.',
    'Version 14:03:22',
  ])('stay if they are something else: %j', (text) => {
    expect(settled(text)).toEqual({ system: text, user: 'Hi', description: '', told: [] });
  });

  it('also leave the descriptions of tools', () => {
    const description = "Searches the web.\nToday's date is 2026-11-29.";
    expect(settled('x', 'Hi', description)).toMatchObject({
      description: 'Searches the web.',
      user: "Hi\n\nToday's date is 2026-11-29.",
    });
  });

  it('never touch what the user writes', () => {
    const user = "Today's date is 2026-11-29. Now: 2026-11-29T14:03:22Z";
    expect(settled('x', user)).toMatchObject({ user, told: [] });
  });

  it('take no longer for a long text', () => {
    expect(
      settled(`${'. '.repeat(50_000)}${' '.repeat(100_000)}${'today is '.repeat(10_000)}2026`).told,
    ).toEqual([]);
    settled('Today is\n'.repeat(50_000));
    settled('Today is 29 '.repeat(1_600));
    // Quadratic time would exceed the limit of a test.
  });
});
