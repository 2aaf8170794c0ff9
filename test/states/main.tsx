/** Mounts the window on the scripted core of the scenario that the address names. */
import { createRoot } from 'react-dom/client';
import { App } from '../../renderer/app.tsx';
import { createScriptedCore } from './scripted-core.ts';
import { scenarios, type Scenario, type ScenarioName } from './scenarios.ts';

const asked = new URLSearchParams(location.search);
const name = (asked.get('scenario') ?? 'answered') as ScenarioName;
const theme = asked.get('theme');
const scenario = scenarios[name];
if (theme === 'light' || theme === 'dark') scenario.settings = { ...scenario.settings, theme };
/** What a test gives with `addInitScript`: other texts, and whether the first answer is the last message. */
const given = (
  window as {
    given?: Partial<Scenario> & { text?: unknown; question?: string; title?: unknown; isAlone?: boolean };
  }
).given;
if (given) {
  const { text, question, title, isAlone, ...parts } = given;
  Object.assign(scenario, parts);
  if (isAlone) scenario.messages = scenario.messages.slice(0, 2);
  if (text !== undefined)
    scenario.messages = scenario.messages.map((message) =>
      message.id === 'm2' ? { ...message, text: text as string } : message,
    );
  if (question !== undefined)
    scenario.messages = scenario.messages.map((message) =>
      message.id === 'm1' ? { ...message, text: question } : message,
    );
  if (title !== undefined)
    scenario.chats = scenario.chats.map((chat) => ({ ...chat, title: title as string }));
}
const core = createScriptedCore(scenario);
// Each scenario begins where its data says, not where the last one was left.
localStorage.clear();
sessionStorage.removeItem('hearth.chat');
if (scenario.shown !== undefined) localStorage.setItem('hearth.chat', scenario.shown);

createRoot(document.getElementById('root')!).render(<App openPort={core.openPort} />);
Object.assign(window, { core });
