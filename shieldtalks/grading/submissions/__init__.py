"""Who handed in what: folders, archives, names."""
