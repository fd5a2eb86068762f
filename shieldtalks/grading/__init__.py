"""From one master notebook to students' exercises, and from their answers to verdicts."""
