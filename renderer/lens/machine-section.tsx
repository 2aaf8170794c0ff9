/** What this machine can do at most, and how that was measured. */
export const MachineSection = () => <p className="hint">Nothing here yet.</p>;
