/** Mounts the window on the scripted core of the scenario that the address names. */
import { createRoot } from 'react-dom/client';
import { App } from '../../renderer/app.tsx';
import { allowCharacterReferences } from '../../renderer/trusted-types.ts';
import { createScriptedCore } from './scripted-core.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';

const asked = new URLSearchParams(location.search);
const name = (asked.get('scenario') ?? 'answered') as ScenarioName;
const theme = asked.get('theme');
const scenario = scenarios[name];
if (theme === 'light' || theme === 'dark') scenario.settings = { ...scenario.settings, theme };
/** Texts that a test gives with `addInitScript`. */
const given = (window as { given?: { text?: unknown; title?: unknown; answer?: string } }).given;
if (given?.text !== undefined)
  scenario.messages = scenario.messages.map((message) =>
    message.id === 'm2' ? { ...message, text: given.text as string } : message,
  );
if (given?.title !== undefined)
  scenario.chats = scenario.chats.map((chat) => ({ ...chat, title: given.title as string }));
if (given?.answer !== undefined) Object.assign(scenario, given);
const core = createScriptedCore(scenario);
// Each scenario begins where its data says, not where the last one was left.
localStorage.clear();
sessionStorage.removeItem('hearth.chat');
if (scenario.shown !== undefined) localStorage.setItem('hearth.chat', scenario.shown);

allowCharacterReferences();
createRoot(document.getElementById('root')!).render(<App openPort={core.openPort} />);
Object.assign(window, { core });
