/// The names that matplotlib 3 has: they tell a slip of the pen from a name that exists.
enum PlotNames {
  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  /// Functions of `matplotlib.pyplot`.
  static let pyplot = words(
    """
    acorr angle_spectrum annotate arrow autoscale autumn axes axhline axhspan axis axline
    axvline axvspan bar bar_label barbs barh bone box boxplot broken_barh cast cla clabel clf
    clim close cohere colorbar connect contour contourf cool copper csd cycler delaxes
    disconnect draw draw_if_interactive ecdf errorbar eventplot figaspect figimage figlegend
    fignum_exists figtext figure fill fill_between fill_betweenx findobj flag gca gcf gci get
    get_backend get_cmap get_figlabels get_fignums get_scale_names getp ginput gray grid
    grouped_bar hexbin hist hist2d hlines hot hsv imshow inferno interactive ioff ion
    isinteractive jet legend locator_params loglog magma magnitude_spectrum margins matshow
    minorticks_off minorticks_on nipy_spectral overload pause pcolor pcolormesh phase_spectrum
    pie pie_label pink plasma plot polar prism psd quiver quiverkey rc rc_context rcdefaults
    rgrids savefig sca scatter sci semilogx semilogy set_cmap set_loglevel setp show specgram
    spring spy stackplot stairs stem step streamplot subplot subplot2grid subplot_mosaic
    subplot_tool subplots subplots_adjust summer suptitle table text thetagrids tick_params
    ticklabel_format tight_layout title tricontour tricontourf tripcolor triplot twinx twiny
    violinplot viridis vlines waitforbuttonpress winter xcorr xkcd xlabel xlim xscale xticks
    ylabel ylim yscale yticks
    """)

  /// Classes and tables that `matplotlib.pyplot` passes on.
  static let pyplotMembers = words(
    """
    Annotation Arrow Artist AutoLocator AxLine Axes BackendFilter Button Circle Colorizer
    Colormap ColorizingArtist Figure FigureBase FigureCanvasBase FigureManagerBase
    FixedFormatter FixedLocator FormatStrFormatter Formatter FuncFormatter GridSpec IndexLocator
    Line2D LinearLocator Locator LogFormatter LogLocator MaxNLocator MouseButton MultipleLocator
    Normalize NullFormatter NullLocator PolarAxes Polygon Rectangle ScalarFormatter Slider
    Subplot SubplotSpec Text TickHelper Widget cm color_sequences colormaps cycler style
    rcParams rcParamsDefault rcsetup mlab
    """)

  /// What axes and figures both have.
  static let common = words(
    """
    add_artist add_callback artists axes bbox clear clipbox contains convert_xunits
    convert_yunits draw draw_artist figure findobj format_cursor_data get_agg_filter get_alpha
    get_animated get_children get_clip_box get_clip_on get_clip_path get_cursor_data
    get_default_bbox_extra_artists get_facecolor get_figure get_gid get_in_layout get_label
    get_mouseover get_path_effects get_picker get_rasterized get_sketch_params get_snap
    get_tightbbox get_transform get_transformed_clip_path_and_affine get_url get_visible
    get_window_extent get_zorder have_units images is_transform_set legend lines mouseover patch
    patches pchanged pick pickable properties remove remove_callback set set_agg_filter
    set_alpha set_animated set_clip_box set_clip_on set_clip_path set_facecolor set_figure
    set_gid set_in_layout set_label set_mouseover set_path_effects set_picker set_rasterized
    set_sketch_params set_snap set_transform set_url set_visible set_zorder stale stale_callback
    sticky_edges text texts update update_from zorder
    """)

  /// What axes have, those in space among them.
  static let axes = words(
    """
    ArtistList M acorr add_child_axes add_collection add_collection3d add_container
    add_contour_set add_contourf_set add_image add_line add_patch add_table angle_spectrum
    annotate apply_aspect arrow auto_scale_xyz autoscale autoscale_view axhline axhspan axis
    axison axline axvline axvspan azim bar bar3d bar_label barbs barh boxplot broken_barh
    button_pressed bxp callbacks can_pan can_zoom child_axes cla clabel cohere collections
    computed_zorder containers contains_point contour contour3D contourf contourf3D
    convert_zunits csd dataLim disable_mouse_rotation drag_pan ecdf elev end_pan errorbar
    eventplot fill fill_between fill_betweenx fmt_xdata fmt_ydata fmt_zdata format_coord
    format_xdata format_ydata format_zdata get_adjustable get_anchor get_aspect get_autoscale_on
    get_autoscalex_on get_autoscaley_on get_autoscalez_on get_axes_locator get_axis_position
    get_axisbelow get_box_aspect get_data_ratio get_fc get_forward_navigation_events
    get_frame_on get_gridspec get_images get_legend get_legend_handles_labels get_lines
    get_navigate get_navigate_mode get_position get_proj get_rasterization_zorder
    get_shared_x_axes get_shared_y_axes get_subplotspec get_title get_w_lims get_xaxis
    get_xaxis_text1_transform get_xaxis_text2_transform get_xaxis_transform get_xbound
    get_xgridlines get_xinverted get_xlabel get_xlim get_xlim3d get_xmajorticklabels get_xmargin
    get_xminorticklabels get_xscale get_xticklabels get_xticklines get_xticks get_yaxis
    get_yaxis_text1_transform get_yaxis_text2_transform get_yaxis_transform get_ybound
    get_ygridlines get_yinverted get_ylabel get_ylim get_ylim3d get_ymajorticklabels get_ymargin
    get_yminorticklabels get_yscale get_yticklabels get_yticklines get_yticks get_zaxis
    get_zbound get_zgridlines get_zinverted get_zlabel get_zlim get_zlim3d get_zmajorticklabels
    get_zmargin get_zminorticklabels get_zscale get_zticklabels get_zticklines get_zticks grid
    grouped_bar has_data hexbin hist hist2d hlines ignore_existing_data_limits imshow in_axes
    indicate_inset indicate_inset_zoom initial_azim initial_elev initial_roll inset_axes invM
    invert_xaxis invert_yaxis invert_zaxis label_outer legend_ locator_params loglog
    magnitude_spectrum margins matshow minorticks_off minorticks_on mouse_init name pcolor
    pcolorfast pcolormesh phase_spectrum pie pie_label plot plot3D plot_surface plot_trisurf
    plot_wireframe psd quiver quiver3D quiverkey redraw_in_frame relim reset_position roll
    scatter scatter3D secondary_xaxis secondary_yaxis semilogx semilogy semilogz set_adjustable
    set_anchor set_aspect set_autoscale_on set_autoscalex_on set_autoscaley_on set_autoscalez_on
    set_axes_locator set_axis_off set_axis_on set_axisbelow set_box_aspect set_fc
    set_forward_navigation_events set_frame_on set_navigate set_navigate_mode set_position
    set_proj_type set_prop_cycle set_rasterization_zorder set_subplotspec set_title set_top_view
    set_xbound set_xinverted set_xlabel set_xlim set_xlim3d set_xmargin set_xscale
    set_xticklabels set_xticks set_ybound set_yinverted set_ylabel set_ylim set_ylim3d
    set_ymargin set_yscale set_yticklabels set_yticks set_zbound set_zinverted set_zlabel
    set_zlim set_zlim3d set_zmargin set_zscale set_zticklabels set_zticks shareview sharex
    sharey sharez specgram spines spy stackplot stairs start_pan stem stem3D step streamplot
    table tables text2D text3D tick_params ticklabel_format title titleOffsetTrans transAxes
    transData transLimits transScale tricontour tricontourf tripcolor triplot twinx twiny
    update_datalim use_sticky_edges viewLim view_init violin violinplot vlines voxels w_xaxis
    w_yaxis w_zaxis xaxis xaxis_date xaxis_inverted xcorr xy_dataLim xy_viewLim yaxis yaxis_date
    yaxis_inverted zaxis zaxis_date zaxis_inverted zz_dataLim zz_viewLim
    """)

  /// What figures have.
  static let figure = words(
    """
    add_axes add_axobserver add_gridspec add_subfigure add_subplot align_labels align_titles
    align_xlabels align_ylabels autofmt_xdate bbox_inches canvas clf colorbar delaxes dpi
    dpi_scale_trans draw_without_rendering figbbox figimage frameon gca get_axes
    get_constrained_layout get_constrained_layout_pads get_dpi get_edgecolor get_figheight
    get_figwidth get_frameon get_layout_engine get_linewidth get_size_inches get_suptitle
    get_supxlabel get_supylabel get_tight_layout ginput legends number savefig sca set_canvas
    set_constrained_layout set_constrained_layout_pads set_dpi set_edgecolor set_figheight
    set_figwidth set_frameon set_layout_engine set_linewidth set_size_inches set_tight_layout
    show subfigs subfigures subplot_mosaic subplotpars subplots subplots_adjust
    suppressComposite suptitle supxlabel supylabel tight_layout transFigure transSubfigure
    waitforbuttonpress
    """)

  /// Every keyword that some function or property of a figure takes.
  static let keywords = words(
    """
    3d_properties A C CS Fc FigureClass Fs N NFFT Q U UVC V W X Y Z a aa adjustable agg_filter
    align alignment alpha anchor angle angles animated anncoords annotation_clip antialiased
    antialiaseds arg arr array arrow_length_ratio arrowprops arrowsize arrowstyle artist aspect
    auto auto_select autolim autopct autorange autoscale_on autoscalex_on autoscaley_on
    autoscalez_on ax axes axes_class axes_locator axis axisbelow axlim_clip axs azim b
    backgroundcolor bad bar_spacing barsabove base basefmt baseline bbox bbox_extra_artists
    bbox_to_anchor bbox_transform bins bootstrap borderaxespad borderpad bottom boundaries
    boundary bounds box_aspect boxprops boxstyle broken_streamlines button bw_method bxpstats c
    call_axes_locator canvas capprops capsize capstyle capthick capwidths cax cellColours
    cellLoc cellText center child cid clear clim clip clip_box clip_on clip_path clipbox closed
    closedmax closedmin cmap cmax cmin col colColours colLabels colLoc colWidths collection
    color colorizer colors colspan columnspacing complementary compress conf_intervals
    connectionstyle constrained constrained_layout constrained_layout_pads container converter
    counterclock cset cumulative dash_capstyle dash_joinstyle dashes data data_3d data_interval
    dataset delta_zorder density depthshade depthshade_minalpha detrend direction distance dpi
    draggable dragging drawedges drawstyle ds dx dy dz ec ecolor edgecolor edgecolors
    edgegapcolor edges elev elinestyle elinewidth emit empty_sentinel enable errorevery event
    explode extend extend3d extendfrac extendrect extent facecolor facecolors family fancybox fc
    fig figheight fignum figsize figure figwidth fill fillstyle filter_func filternorm filterrad
    flierprops fmt fname focal_length font font_properties fontdict fontfamily fontfeatures
    fontname fontproperties fontsize fontstretch fontstyle fontvariant fontweight
    for_layout_only force format forward forward_navigation_events fraction frame frame_on
    framealpha frameon func functions gapcolor gid grid_alpha grid_color grid_linestyle
    grid_linewidth gridsize gridspec gridspec_kw group group_spacing h h_pad ha had_data
    handle_style handleheight handlelength handler_map handles handletextpad hatch
    hatch_linewidth hatchcolor hatches headaxislength headlength headwidth height height_ratios
    heights histtype horizontalalignment hovercolor hspace im image in_layout include_self
    initcolor inline inline_spacing inset_ax integer integration_direction
    integration_max_error_scale integration_max_step_scale interpolate interpolation
    interpolation_stage interval invalid_types inverted joinstyle keep_observers key label
    labelOnlyBase label_coords label_position label_text label_type labelbottom labelcolor
    labeldistance labelfontfamily labelleft labelpad labelright labelrotation labels labelsize
    labelspacing labeltop language latitude_grid layout layout_engine left legend_handler_map
    length level levels lightsource line linecolor linefmt linelength linelengths lineoffset
    lineoffsets linespacing linestyle linestyles linewidth linewidths linscale linthresh loc
    location locator locs log lolims longitude_grid longitude_grid_ends lower ls lut lw m ma
    major_formatter major_locator manage_ticks manual mappable marginals marker markeredgecolor
    markeredgewidth markerfacecolor markerfacecoloralt markerfirst markerfmt markerscale
    markersize markevery match math_fontfamily maxlags maxlength meanline meanprops mec
    medianprops mew mfc mfcalt min_n_ticks mincnt minlength minor minor_formatter minor_locator
    minor_thresholds minshaft mode module mosaic mouse_add mouse_pop mouse_stop mouseevent
    mouseover ms multialignment multilinebaseline mutation_aspect mutation_scale n name names
    navigate navigate_mode nbins nchunk ncol ncols negative_linestyles newbackend nonpositive
    norm normalize normed notch noverlap nrows num num1 num2 num_arrows numpoints numticks o obj
    offset offset_position offset_transform offsets oid on orientation origin original other
    over p pad pad_points pad_to padding pan_btn pane_color parse_math patchA patchB patch_arc
    patch_artist patch_circle path path_effects paths pctdistance per_subplot_kw picker
    pickradius pivot plotnonfinite point points polar pos position position_3d positions
    precision presets proj_type projection prop prop_cycle prop_name props prune qualname
    quantiles radii radius randomness range rasterization_zorder rasterized rc rect
    reduce_C_function relative remove_inner_ticks remove_overlapping_locs renderer resample
    reset resize return_line rgrids right rightside_up rlabel_position rlim rmax rmin roll root
    rorigin rotate rotate_btn rotate_label rotatelabels rotation rotation_mode rotation_point
    rowColours rowLabels rowLoc rowspan rscale rticks rwidth s scale scale_by_freq scale_units
    scalex scaley scalez scatterpoints scatteryoffsets scilimits segments semimajor semiminor
    seq shade shading shadow shape share sharex sharey show_clicks showbox showcaps showextrema
    showfliers showmeans showmedians shownotches shrink side sides size size_inches sizes
    sketch_params slidermax slidermin slope snap solid_capstyle solid_joinstyle sort_zpos
    spacing squeeze stacked start start_points startangle step steps stretch stride style
    subplot_kw subplotpars subplotspec subs sym symmetric t tab targetfig text text_props
    textcoords textprops theta1 theta2 theta_direction theta_offset theta_zero_location
    thetagrids thetalim thetamax thetamin tick_labels tick_params ticklabels ticklocation ticks
    ticks_position tight tight_layout timeout title title_fontproperties title_fontsize top
    track_color transOffset transform transform_rotates_text transparent typ type tz u under
    units updatex updatey uplims upper url urls useLocale useMathText useOffset use_clabeltext
    use_gridspec useblit usermedians usetex usevlines v va val valfmt valid_types valinit valmax
    valmin valstep value values variant vert vertical_axis verticalalignment verts
    verts_and_codes view_interval view_margin visible visible_only vmax vmin vpstats w w_pad
    warn wedgeprops weight weights where which whis whiskerprops width width_ratios widths
    window wrap wspace x x1 x2 xbound xdata xerr xextent xinverted xlabel xlim xlim3d xlolims
    xmargin xmax xmin xo xranges xs xscale xticklabels xticks xuplims xv xy xy1 xy2 xycoords xys
    xytext y y1 y2 ybound ydata yerr yinverted ylabel ylim ylim3d ylolims ymargin ymax ymin yo
    yrange ys yscale yticklabels yticks yuplims yv z z1 z2 zbound zdir zerr zinverted zlabel
    zlim zlim3d zlolims zmargin zmax zmin zoom zoom_btn zorder zs zscale zsort zticklabels
    zticks zuplims
    """)
}
