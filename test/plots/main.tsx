/** Every plot with sample data, one below the other. */
import { useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { BarPlot } from '../../renderer/plots/bar-plot.tsx';
import { LinePlot } from '../../renderer/plots/line-plot.tsx';
import { Roofline } from '../../renderer/plots/roofline.tsx';
import { Strip } from '../../renderer/plots/strip.tsx';
import { Timeline } from '../../renderer/plots/timeline.tsx';
import '../../renderer/styles/tokens.css';
import '../../renderer/styles/base.css';
import '../../renderer/styles/chat.css';
import '../../renderer/styles/latency.css';
import '../../renderer/styles/plots.css';
import './page.css';
import {
  ceilings,
  crowded,
  dayName,
  days,
  fewIntervals,
  guessedIntervals,
  gpu,
  longTurn,
  manyIntervals,
  models,
  oneSeries,
  reached,
  speedByPrompt,
  tokenParts,
  turn,
  waitByPrompt,
  week,
} from './samples.ts';

const prompt = { label: 'Prompt', unit: 'tokens', scale: 'log' } as const;

const Sample = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="sample">
    <h2>{title}</h2>
    <div className="sample-list">{children}</div>
  </section>
);

/** A timeline and a table beside it that share what is selected. */
const Linked = () => {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <>
      <Timeline
        label="A turn with a table of its own"
        empty="Nothing was measured."
        segments={turn}
        selected={selected}
        onSelect={setSelected}
        isListHidden
      />
      <p>
        Selected: <output>{selected ?? 'none'}</output>{' '}
        <button type="button" className="text-button" onClick={() => setSelected('prefill')}>
          Select prefill
        </button>
      </p>
    </>
  );
};

const Page = () => (
  <>
    <h1>Plots</h1>
    <Sample title="Timeline">
      <Timeline label="A turn" empty="Nothing was measured." segments={turn} />
      <Timeline label="A long prefill" empty="Nothing was measured." segments={longTurn} />
      <Linked />
      <Timeline label="No turn" empty="This answer was not measured." segments={[]} />
    </Sample>
    <Sample title="Roofline">
      <Roofline
        label="What this machine allows"
        empty="No answer was measured yet."
        withoutCeilings="The ceilings of this machine have not been measured yet."
        ceilings={ceilings}
        points={reached}
      />
      <Roofline
        label="Without ceilings"
        empty="No answer was measured yet."
        withoutCeilings="The ceilings of this machine have not been measured yet."
        ceilings={null}
        points={reached}
      />
      <Roofline
        label="Crowded points"
        empty="No answer was measured yet."
        withoutCeilings="The ceilings of this machine have not been measured yet."
        ceilings={ceilings}
        points={crowded}
      />
      <Roofline
        label="A large GPU"
        empty="No answer was measured yet."
        withoutCeilings="The ceilings of this machine have not been measured yet."
        ceilings={gpu}
        points={[
          { name: 'Prefill', kind: 'prefill', intensity: 900, flopsPerS: 412e12 },
          { name: 'Decode', kind: 'decode', intensity: 1.1, flopsPerS: 2.6e12 },
        ]}
      />
    </Sample>
    <Sample title="Strip">
      <Strip label="Ten thousand tokens" empty="Nothing was written." valuesMs={manyIntervals} />
      <Strip label="A short answer" empty="Nothing was written." valuesMs={fewIntervals} along="time" />
      <Strip
        label="The same on a log axis"
        empty="Nothing was written."
        valuesMs={fewIntervals}
        scale="log"
      />
      <Strip label="Guessed tokens" empty="Nothing was written." valuesMs={guessedIntervals} guessed={120} />
      <Strip
        label="No tokens"
        empty="This answer has one token, so there is no time between tokens."
        valuesMs={[]}
      />
    </Sample>
    <Sample title="Lines">
      <LinePlot
        label="Speed by prompt length"
        empty="Nothing was measured."
        x={prompt}
        y={{ label: 'Speed', unit: 'tokens/s', scale: 'log' }}
        series={speedByPrompt}
        spreadNames={['p5', 'p95']}
      />
      <LinePlot
        label="First token by prompt length"
        empty="Nothing was measured."
        x={{ ...prompt, scale: 'linear' }}
        y={{ label: 'First token', unit: 'ms' }}
        series={waitByPrompt}
        spreadAs="band"
      />
      <LinePlot
        label="Decode speed by day"
        empty="Nothing was measured."
        x={{ label: 'Day', unit: '', format: dayName }}
        y={{ label: 'Decode speed', unit: 'tokens/s' }}
        series={oneSeries}
        height={200}
      />
      <LinePlot
        label="Nothing yet"
        empty="The benchmark has not run on this machine."
        emptyAction={
          <button type="button" className="button">
            Run the benchmark
          </button>
        }
        x={prompt}
        y={{ label: 'Speed', unit: 'tokens/s' }}
        series={[]}
      />
    </Sample>
    <Sample title="Bars">
      <BarPlot
        label="Tokens by day"
        empty="No chats in these days."
        barLabel="Day"
        amount={{ label: 'Tokens', unit: 'tokens' }}
        parts={tokenParts}
        bars={days}
        direction="columns"
      />
      <BarPlot
        label="Tokens of one week"
        empty="No chats in this week."
        barLabel="Day"
        amount={{ label: 'Tokens', unit: 'tokens' }}
        parts={tokenParts}
        bars={week}
      />
      <BarPlot
        label="Tokens by model"
        empty="No chats yet."
        barLabel="Model"
        amount={{ label: 'Tokens', unit: 'tokens' }}
        parts={tokenParts}
        bars={models}
        direction="rows"
      />
    </Sample>
  </>
);

const theme = new URLSearchParams(location.search).get('theme');
document.documentElement.dataset['theme'] = theme === 'dark' ? 'dark' : 'light';
sessionStorage.clear();
createRoot(document.getElementById('root')!).render(<Page />);
