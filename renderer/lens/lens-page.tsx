/** What Hearth measured: all turns so far, benchmarks, and what this machine can do at most. */
import { useState, type ComponentType } from 'react';
import { BenchmarkSection } from './benchmark-section.tsx';
import { MachineSection } from './machine-section.tsx';
import { StatisticsSection } from './statistics-section.tsx';

const sections: [name: string, Section: ComponentType][] = [
  ['Statistics', StatisticsSection],
  ['Benchmark', BenchmarkSection],
  ['This machine', MachineSection],
];

export const LensPage = () => {
  const [shown, setShown] = useState(0);
  const [name, Section] = sections[shown]!;
  return (
    <div className="lens">
      <div className="lens-tabs" role="tablist" aria-label="Lens">
        {sections.map(([label], index) => (
          <button
            key={label}
            type="button"
            role="tab"
            id={`lens-tab-${index}`}
            aria-selected={index === shown}
            aria-controls="lens-panel"
            tabIndex={index === shown ? 0 : -1}
            onClick={() => setShown(index)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (step === 0) return;
              const next = (shown + step + sections.length) % sections.length;
              setShown(next);
              document.getElementById(`lens-tab-${next}`)?.focus();
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <section
        key={name}
        id="lens-panel"
        className="lens-panel"
        role="tabpanel"
        aria-labelledby={`lens-tab-${shown}`}
      >
        <Section />
      </section>
    </div>
  );
};
