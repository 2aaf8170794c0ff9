/** What Hearth measured: all turns so far, benchmarks, and what this machine can do at most. */
import { useState, type ComponentType } from 'react';
import { Tabs } from '../parts/tabs.tsx';
import { BenchmarkSection } from './benchmark-section.tsx';
import { MachineSection } from './machine-section.tsx';
import { StatisticsSection } from './statistics-section.tsx';
import { frameWords } from '../words/frame.ts';

type LensTab = 'statistics' | 'benchmark' | 'machine';

const tabs: { id: LensTab; label: string }[] = [
  { id: 'statistics', label: 'Statistics' },
  { id: 'benchmark', label: 'Benchmark' },
  { id: 'machine', label: 'This machine' },
];
const sections: Record<LensTab, ComponentType> = {
  statistics: StatisticsSection,
  benchmark: BenchmarkSection,
  machine: MachineSection,
};

export const LensPage = () => {
  const [shown, setShown] = useState<LensTab>('statistics');
  const Section = sections[shown];
  return (
    <Tabs
      id="lens"
      label={frameWords.pages.lens}
      tabs={tabs}
      shown={shown}
      show={setShown}
      panelClass="lens-panel"
    >
      <Section />
    </Tabs>
  );
};
