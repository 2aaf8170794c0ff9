/** The performance page: statistics over all turns, benchmarks, and the limits of this machine. */
import { useState, type ComponentType } from 'react';
import { Tabs } from './controls/tabs.tsx';
import { BenchmarkSection } from './measuring/benchmark-section.tsx';
import { MachineSection } from './measuring/machine-section.tsx';
import { StatisticsSection } from './measuring/statistics-section.tsx';
import { frameWords } from './words/frame.ts';
import { lensTabs } from './words/lens.ts';

type LensTab = 'statistics' | 'benchmark' | 'machine';

const tabs: { id: LensTab; label: string }[] = [
  { id: 'statistics', label: lensTabs.statistics },
  { id: 'benchmark', label: lensTabs.benchmark },
  { id: 'machine', label: lensTabs.machine },
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
