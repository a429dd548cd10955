export const PRESETS = [
  { label: 'Every 5 minutes', cronExpression: '*/5 * * * *' },
  { label: 'Hourly', cronExpression: 'H * * * *' },
  { label: 'Daily', cronExpression: '0 9 * * *' },
  { label: 'Weekdays', cronExpression: '0 9 * * MON-FRI' },
  { label: 'Weekly', cronExpression: '0 9 * * MON' },
  { label: 'Monthly', cronExpression: '0 9 1 * *' },
  { label: 'Last day of month', cronExpression: '0 9 L * *' },
  { label: 'First Monday', cronExpression: '0 9 * * MON#1' },
] as const;
