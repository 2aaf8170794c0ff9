/** Speed, waiting and reuse over all turns, by model and day. */
export const StatisticsSection = () => <p className="hint">Nothing here yet.</p>;
