import './capture.css';
import { Radio } from 'lucide-react';

/** On a device whose packets somebody captures. Its name for screen readers is the device's. */
export function CaptureBadge() {
  return (
    <span className="capture-badge">
      <Radio aria-hidden />
    </span>
  );
}
