/** How answers are sampled where neither the user nor the model's file says otherwise. */
export const samplingDefaults = {
  temperature: 0.7,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  /** 1 is none. */
  repeatPenalty: 1,
};
