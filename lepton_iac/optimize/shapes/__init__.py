"""What many rules have in common, each as a function that makes a ``Rule`` from a row of facts."""
