/** Tools that a model can call, as programs describe them, and its calls of them. */

/** A tool. Its name has 1 to 128 characters: letters, digits, `_`, `-`, `.` and `/`. */
export interface Tool {
  name: string;
  /** Empty if there is none. */
  description: string;
  /** A JSON schema of the object that a call passes. */
  parameters: Record<string, unknown>;
  /** The arguments of a call always validate against `parameters`. Absent: only if the grammar of all tools can say so. */
  isStrict?: true;
}

/** Whether the model may call a tool: as it likes, not at all, at least one, or exactly this one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

/** What a turn offers the model. */
export interface OfferedTools {
  /** In the order in which the prompt has them. */
  tools: readonly Tool[];
  choice: ToolChoice;
  /** The model may make several calls in one answer. */
  areParallel: boolean;
}

/** A call of a tool. `arguments` is JSON text as the model wrote it; it may be invalid if no grammar bound it. */
export interface ToolCall {
  /** Unique within a prompt. */
  id: string;
  name: string;
  arguments: string;
}
