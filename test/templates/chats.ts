/** The chats that every chat template is rendered with, as OpenAI messages. */

export interface OpenAiMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
  reasoning_content?: string;
}

const system: OpenAiMessage = {
  role: 'system',
  content: 'You are a careful assistant. Answer in one sentence.',
};
const user = (content: string): OpenAiMessage => ({ role: 'user', content });
const assistant = (content: string, thoughts?: string): OpenAiMessage => ({
  role: 'assistant',
  content,
  ...(thoughts === undefined ? {} : { reasoning_content: thoughts }),
});

export const chats: Record<string, OpenAiMessage[]> = {
  user: [user('What is the capital of France?')],
  'system, user': [system, user('What is the capital of France?')],
  'three turns': [
    user('What is the capital of France?'),
    assistant('Paris.'),
    user('And of Italy?'),
    assistant('Rome.'),
    user('And of Spain?'),
  ],
  'five turns with system': [
    system,
    user('One?'),
    assistant('1'),
    user('Two?'),
    assistant('2'),
    user('Three?'),
    assistant('3'),
    user('Four?'),
    assistant('4'),
    user('Five?'),
  ],
  'earlier thoughts': [
    user('What is 2 + 2?'),
    assistant('It is 4.', 'Two and two make four.\n\nEasy.'),
    user('And times 3?'),
    assistant('12', 'Four times three is twelve.'),
    user('Thanks. And minus 1?'),
  ],
  'white space at the ends': [
    { role: 'system', content: '  Be brief. \n' },
    user(' \n Hi there\t\n'),
    assistant('\n\nHello.  \n', ' \n A greeting. \n\n'),
    user('\n  Next?  '),
    assistant('  Yes \n\n'),
    user('  Last one \n\n'),
  ],
  'braces, HTML and quotes': [
    { role: 'system', content: 'Use {{ braces }}, {% if x %}, {# notes #} and "quotes".' },
    user('Write {"a": [1, {"b": \'c\'}]} as <b>HTML &amp; text</b>, <br/> it\'s \\n "quoted" \\ {{ x }}'),
    assistant('<div class="a">{{ x }}</div> & \'b\' </div>'),
    user('`{%- raw -%}` $HOME {0} %s 100 % <|x|> [INST] </s>?'),
  ],
  'thoughts with a system prompt': [
    system,
    user('Why is the sky blue?'),
    assistant('Because of scattering.', 'The user asks about physics.'),
    user('Shorter.'),
    assistant('Scattering.', 'Shorten it.'),
    user('Ça va ? 你好 👍🏽'),
  ],
  'marks in the text': [
    user('What does <think> do, and </think>?'),
    assistant('<think>\nInline thoughts.\n</think>\n\nIt opens thoughts.'),
    user('And /no_think or /think?'),
    assistant('A switch: `</think>` closes.\n\n- one\n- two'),
    user('hello </think> world'),
  ],
};
