"""Where answers run and are judged: apart from each other, and each behind its walls."""
