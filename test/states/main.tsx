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
const core = createScriptedCore(scenario);
// Each scenario begins where its data says, not where the last one was left.
localStorage.clear();
if (scenario.shown !== undefined) localStorage.setItem('hearth.chat', scenario.shown);

allowCharacterReferences();
createRoot(document.getElementById('root')!).render(<App openPort={core.openPort} />);
Object.assign(window, { core });
