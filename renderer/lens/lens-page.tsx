/** What Hearth measured: all turns so far, benchmarks, and what this machine can do at most. */
import { useState, type ComponentType } from 'react';
import { Tabs } from '../parts/tabs.tsx';
import { BenchmarkSection } from './benchmark-section.tsx';
import { MachineSection } from './machine-section.tsx';
import { StatisticsSection } from './statistics-section.tsx';

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
    <Tabs label="Lens" tabs={tabs} shown={shown} show={setShown} panelClass="lens-panel">
      <Section />
    </Tabs>
  );
};
