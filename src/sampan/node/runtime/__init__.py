"""What runs containers: the joint (`base`), real ones by CRI (`containerd`), simulated ones (`hollow`)."""
