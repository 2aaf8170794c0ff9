/** Runs benchmarks, and compares them. */
export const BenchmarkSection = () => <p className="hint">Nothing here yet.</p>;
